/// Settings and wiring. Sees every package; no package sees it but for its records.
@NullMarked
package dev.parley.chat.config;

import org.jspecify.annotations.NullMarked;
