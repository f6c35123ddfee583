/// Tokens of the local stack's own issuer.
@NullMarked
package dev.parley.terminal.login;

import org.jspecify.annotations.NullMarked;
