/// Tokens for development. Exists in the local stack and nowhere else.
@NullMarked
package dev.parley.stack.issuer;

import org.jspecify.annotations.NullMarked;
