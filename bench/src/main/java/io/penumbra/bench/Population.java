package io.penumbra.bench;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.SplittableRandom;

/**
 * Many files as a data lake has them: ten datasets of one directory a day, a thousand files in each
 * day. Everything about a file follows from its number.
 */
record Population(long files) {
    static final String ROOT = "warehouse";
    static final int DATASETS = 10;
    static final int FILES_PER_DIRECTORY = 1_000;

    private static final LocalDate FIRST_DAY = LocalDate.of(2020, 1, 1);
    private static final int FILE_BYTES_MIN = 2 << 10;
    private static final int FILE_BYTES_MAX = 120 << 10;
    private static final int DIGEST_BYTES = 32;

    Population {
        if (files <= 0 || files % (DATASETS * FILES_PER_DIRECTORY) != 0) {
            throw new IllegalArgumentException(
                    "a multiple of %,d files, please".formatted(DATASETS * FILES_PER_DIRECTORY));
        }
    }

    int directories() {
        return Math.toIntExact(files / FILES_PER_DIRECTORY);
    }

    int directoriesPerDataset() {
        return directories() / DATASETS;
    }

    String datasetName(int dataset) {
        return "events-%02d".formatted(dataset);
    }

    String datasetPath(int dataset) {
        return "/" + ROOT + "/" + datasetName(dataset);
    }

    String directoryName(int directory) {
        return "date=" + FIRST_DAY.plusDays(directory % directoriesPerDataset());
    }

    String directoryPath(int directory) {
        return datasetPath(directory / directoriesPerDataset()) + "/" + directoryName(directory);
    }

    String fileName(long file) {
        return "part-%05d-%08x.parquet"
                .formatted(file % FILES_PER_DIRECTORY, (int) random(file).nextLong());
    }

    String filePath(long file) {
        return directoryPath(Math.toIntExact(file / FILES_PER_DIRECTORY)) + "/" + fileName(file);
    }

    long bytes(long file) {
        return random(file).nextLong(FILE_BYTES_MIN, FILE_BYTES_MAX);
    }

    /** Stands for a SHA-256: nothing about it can be compressed. */
    static ByteString digest(long number) {
        var random = random(number);
        var bytes = ByteBuffer.allocate(DIGEST_BYTES);
        while (bytes.hasRemaining()) {
            bytes.putLong(random.nextLong());
        }
        return ByteString.copyFrom(bytes.flip());
    }

    /** Any of them; the same for the same number. */
    long anyFile(int number) {
        return new SplittableRandom(~number).nextLong(files);
    }

    /** Any file that is not of the first dataset. */
    long anySurvivor(int number) {
        long first = files / DATASETS;
        return first + new SplittableRandom(~number).nextLong(files - first);
    }

    private static SplittableRandom random(long number) {
        return new SplittableRandom(number);
    }
}
