/// What an operator may ask this instance. Internal: no public edge routes here.
@NullMarked
package dev.parley.gateway.operator;

import org.jspecify.annotations.NullMarked;
