/// Who is it: tokens of the issuer, and one-use tickets for browsers.
@NullMarked
package dev.parley.gateway.auth;

import org.jspecify.annotations.NullMarked;
