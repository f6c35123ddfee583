/// Puts the router together from its settings.
@NullMarked
package dev.parley.router.config;

import org.jspecify.annotations.NullMarked;
