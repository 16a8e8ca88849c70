package io.penumbra.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lines whose columns stand below each other. */
public final class Table {
    private final List<Integer> rightAligned;
    private final List<String[]> rows = new ArrayList<>();

    /**
     * An empty table.
     *
     * @param rightAligned columns whose cells end below each other, counted from 0
     */
    public Table(Integer... rightAligned) {
        this.rightAligned = List.of(rightAligned);
    }

    public void row(Object... cells) {
        rows.add(Arrays.stream(cells).map(String::valueOf).toArray(String[]::new));
    }

    public void print(PrintWriter out) {
        for (var row : rows) {
            var line = new StringBuilder();
            for (int column = 0; column < row.length; column++) {
                int padding = widthOf(column) - row[column].length();
                boolean right = rightAligned.contains(column);
                line.append(right ? " ".repeat(padding) : "").append(row[column]);
                line.append(right ? "" : " ".repeat(padding)).append("  ");
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private int widthOf(int column) {
        return rows.stream()
                .filter(row -> row.length > column)
                .mapToInt(row -> row[column].length())
                .max()
                .orElse(0);
    }
}
