package dev.parley.client;

/// Gives the bearer token. Called on a thread of its own before each connection and before a token expires; may block.
@FunctionalInterface
public interface TokenProvider {

    /// A token that is good now; may come from a cache.
    String token() throws Exception;

    /// A token that is newer than the last one: the server has just called that one bad.
    default String freshToken() throws Exception {
        return token();
    }
}
