/// What enters the router: records of the log, each accepted, dropped or sent to the dead letters.
@NullMarked
package dev.parley.router.inbound;

import org.jspecify.annotations.NullMarked;
