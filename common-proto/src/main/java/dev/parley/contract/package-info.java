/// Names and codes every part agrees on: topics, Redis keys, error words, close codes, limits.
@NullMarked
package dev.parley.contract;

import org.jspecify.annotations.NullMarked;
