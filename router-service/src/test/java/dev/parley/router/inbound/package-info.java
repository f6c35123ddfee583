@NullMarked
package dev.parley.router.inbound;

import org.jspecify.annotations.NullMarked;
