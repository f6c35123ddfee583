package dev.parley.chat.inbound;

/// This process stood still for so long that another one may own its partitions.
final class StaleOwnerException extends RuntimeException {

    private static final long serialVersionUID = 1L;
}
