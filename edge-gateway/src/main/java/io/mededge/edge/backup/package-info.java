/**
 * A copy of what this gateway keeps in another folder, at most a second behind, and the way back from it to a gateway on blank hardware
 * (docs/reference/backup.md).
 *
 * <p>Start with {@link io.mededge.edge.backup.Backup}, which copies, and {@code Restore}, which brings back. {@code JournalCopy} follows a journal, {@code
 * SealedFiles} the other files; {@code Segment} and {@code Manifest} are the forms on disk, {@code BackupSeal} proves and encrypts them, {@code
 * RecoveryEnvelope} holds the key under shares of {@code RecoveryShare}.
 */
@NullMarked
package io.mededge.edge.backup;

import org.jspecify.annotations.NullMarked;
