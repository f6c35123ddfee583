@NullMarked
package dev.parley.router.fanout;

import org.jspecify.annotations.NullMarked;
