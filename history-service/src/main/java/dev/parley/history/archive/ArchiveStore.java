package dev.parley.history.archive;

/// Writes rows. Returns only when the store has all of them; throws {@link ArchiveUnavailable} when that is not
/// certain, and then the same rows may be written again, any number of times.
///
/// **Visible in this order**, for those who read while it writes: event rows; memberships; heads. A reader that sees a
/// head finds every row up to it and every change of membership up to it.
public interface ArchiveStore {

    void write(ArchiveBatch batch) throws ArchiveUnavailable;
}
