/// Settings, security, wiring. Sees all; nobody sees it.
@NullMarked
package dev.parley.history.config;

import org.jspecify.annotations.NullMarked;
