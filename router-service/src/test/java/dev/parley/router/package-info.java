@NullMarked
package dev.parley.router;

import org.jspecify.annotations.NullMarked;
