/// The few REST calls a client needs beside its socket: create, list, read history.
@NullMarked
package dev.parley.client.rest;

import org.jspecify.annotations.NullMarked;
