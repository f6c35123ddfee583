/// What a user has chosen for all their devices. A table of this service, not of the log: what the sequencer has
/// to know of it travels in the command.
@NullMarked
package dev.parley.chat.settings;

import org.jspecify.annotations.NullMarked;
