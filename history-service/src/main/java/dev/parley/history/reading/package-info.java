/// What may be read: seq ranges, membership windows, and the port to the archive. Pure.
@NullMarked
package dev.parley.history.reading;

import org.jspecify.annotations.NullMarked;
