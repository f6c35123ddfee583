/// How often REST calls may change something: which limit a path falls under, and the filter that asks for it.
@NullMarked
package dev.parley.chat.limits;

import org.jspecify.annotations.NullMarked;
