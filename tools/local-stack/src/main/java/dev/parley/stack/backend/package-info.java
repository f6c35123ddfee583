/// The real servers behind a stack, each a child process, and how to ask each whether it serves.
@NullMarked
package dev.parley.stack.backend;

import org.jspecify.annotations.NullMarked;
