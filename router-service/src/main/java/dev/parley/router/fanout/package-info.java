/// What is done with a batch of accepted events or signals; talks to the outside through ports only.
@NullMarked
package dev.parley.router.fanout;

import org.jspecify.annotations.NullMarked;
