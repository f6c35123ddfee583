/// What the people of the tools say: text files among the resources.
@NullMarked
package dev.parley.terminal.wording;

import org.jspecify.annotations.NullMarked;
