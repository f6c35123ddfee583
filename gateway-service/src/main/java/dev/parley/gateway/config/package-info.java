/// Settings and wiring. Sees all; nobody sees it but for its records.
@NullMarked
package dev.parley.gateway.config;

import org.jspecify.annotations.NullMarked;
