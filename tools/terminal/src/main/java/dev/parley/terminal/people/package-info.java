/// Who is there after `./parley up`: what people said before the newcomer came, and somebody who answers.
@NullMarked
package dev.parley.terminal.people;

import org.jspecify.annotations.NullMarked;
