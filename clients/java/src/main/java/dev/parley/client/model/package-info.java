/// What a client decides, without I/O, threads or a clock: which command is sent next, which event is handed over,
/// what is asked for by `sync`. Every class here is confined to one thread at a time; the caller holds the lock.
@NullMarked
package dev.parley.client.model;

import org.jspecify.annotations.NullMarked;
