package io.penumbra.zclient;

import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import java.awt.EventQueue;
import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.io.IOException;
import javax.swing.ImageIcon;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.WindowConstants;

/** A window that shows a file. */
final class Viewer {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 700;
    private static final int FONT_POINTS = 13;

    /** More would be too slow to look at. */
    private static final int BYTES_MAX = 16 << 20;

    private Viewer() {}

    static void show(FileTree files, String path) throws IOException {
        if (GraphicsEnvironment.isHeadless()) {
            throw noDisplay(path);
        }
        try (var file = files.open(path);
                var bytes = file.stream(0, Math.min(BYTES_MAX, file.status().length()))) {
            var preview = Preview.of(bytes.readAllBytes());
            var title = file.status().length() > BYTES_MAX ? path + " (the first 16 MiB)" : path;
            EventQueue.invokeLater(() -> open(title, preview));
        } catch (HeadlessException | NoClassDefFoundError | UnsatisfiedLinkError _) {
            throw noDisplay(path);
        }
    }

    private static PenumbraException noDisplay(String path) {
        return new PenumbraException(
                new Refusal(
                        RefusalCode.UNAVAILABLE,
                        path,
                        "there is no display to show it on; 'read' gives its text, and a JDK that is"
                                + " not headless with DISPLAY set would show it"));
    }

    private static void open(String title, Preview preview) {
        var frame = new JFrame(title);
        frame.setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
        frame.add(new JScrollPane(component(preview)));
        frame.setSize(WIDTH, HEIGHT);
        frame.setLocationByPlatform(true);
        frame.setVisible(true);
    }

    private static JComponent component(Preview preview) {
        return switch (preview) {
            case Preview.Picture(var image) -> new JLabel(new ImageIcon(image));
            case Preview.Text(var text) -> text(text);
            case Preview.Hex(var lines) -> text(lines);
        };
    }

    private static JComponent text(String text) {
        var area = new JTextArea(text);
        area.setEditable(false);
        area.setFont(new Font(Font.MONOSPACED, Font.PLAIN, FONT_POINTS));
        return area;
    }
}
