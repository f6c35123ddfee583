@NullMarked
package dev.parley.client.model;

import org.jspecify.annotations.NullMarked;
