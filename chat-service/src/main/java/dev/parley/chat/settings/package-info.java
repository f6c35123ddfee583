/// What a user has chosen for all their devices. A table of this service, not of the log: nothing the sequencer
/// decides depends on it.
@NullMarked
package dev.parley.chat.settings;

import org.jspecify.annotations.NullMarked;
