/// How fast a session may go and how much of it may be un-acked: plain Java, no I/O, time as an argument.
@NullMarked
package dev.parley.gateway.pressure;

import org.jspecify.annotations.NullMarked;
