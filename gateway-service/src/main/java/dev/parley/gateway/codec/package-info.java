/// The two encodings of one schema.
@NullMarked
package dev.parley.gateway.codec;

import org.jspecify.annotations.NullMarked;
