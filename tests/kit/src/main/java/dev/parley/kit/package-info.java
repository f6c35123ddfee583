/// What the tests of every module share. Test scope for all others.
@NullMarked
package dev.parley.kit;

import org.jspecify.annotations.NullMarked;
