/// The one address of a local stack: routes by path prefix to the services (in Kubernetes the gateway API does this).
@NullMarked
package dev.parley.stack.edge;

import org.jspecify.annotations.NullMarked;
