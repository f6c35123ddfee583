package dev.parley.router.fanout;

import java.util.List;

/// What is done with the records of one poll, in the order of the log. May be called again with the same ones.
public interface BatchWork<T> {

    /// Returns once all of it is done.
    ///
    /// @throws TemporaryFailure if the same batch is to be tried again later
    void run(List<T> batch);
}
