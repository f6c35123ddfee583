/// What history-service keeps, read here and never written: behind the log by up to two seconds.
@NullMarked
package dev.parley.chat.archive;

import org.jspecify.annotations.NullMarked;
