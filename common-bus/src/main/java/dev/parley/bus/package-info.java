/// Who is connected where, and the numbered channel to every gateway. Hints only: losing Redis loses no
/// message.
@NullMarked
package dev.parley.bus;

import org.jspecify.annotations.NullMarked;
