package io.mededge.infra.devstack.plan;

import io.mededge.infra.devstack.process.DataFolder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL server, unpacked from the archive in its jar into a folder that all systems of this project share. */
record PostgresBinaries(Path jar, Path folder) {
    private static final String ARCHIVE = "postgres-linux-x86_64.txz";
    private static final int EXECUTABLE_BITS = 0111;

    /** Unpacks unless somebody did before; a half unpacked folder never bears the final name. */
    void unpack() throws IOException {
        if (!Files.isDirectory(folder)) {
            unpackAside();
        }
    }

    private void unpackAside() throws IOException {
        Files.createDirectories(folder.getParent());
        var half = Files.createTempDirectory(folder.getParent(), folder.getFileName() + ".half");
        try (var zip = new ZipFile(jar.toFile());
                var archive = new TarArchiveInputStream(
                        new XZInputStream(new BufferedInputStream(zip.getInputStream(zip.getEntry(ARCHIVE)))))) {
            for (var entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                extract(archive, entry, half);
            }
        }
        Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException notEmpty) {
            DataFolder.deleteTree(half);
            if (!Files.isDirectory(folder)) {
                throw notEmpty;
            }
        }
    }

    private static void extract(TarArchiveInputStream archive, TarArchiveEntry entry, Path target) throws IOException {
        var path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("archive entry outside the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(archive, path);
        if ((entry.getMode() & EXECUTABLE_BITS) != 0) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
