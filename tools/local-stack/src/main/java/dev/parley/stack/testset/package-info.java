/// One set of real servers for all integration tests of a build: started by whoever needs it first, ended when nobody
/// does.
@NullMarked
package dev.parley.stack.testset;

import org.jspecify.annotations.NullMarked;
