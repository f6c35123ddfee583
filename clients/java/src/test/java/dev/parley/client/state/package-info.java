@NullMarked
package dev.parley.client.state;

import org.jspecify.annotations.NullMarked;
