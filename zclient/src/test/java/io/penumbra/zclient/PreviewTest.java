package io.penumbra.zclient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class PreviewTest {
    @Test
    void textIsShownAsText() throws Exception {
        assertThat(Preview.of("gr\u00fc\u00df\tdich\n".getBytes(UTF_8)))
                .isEqualTo(new Preview.Text("gr\u00fc\u00df\tdich\n"));
    }

    @Test
    void aPictureIsShownAsOne() throws Exception {
        var png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", png);
        assertThat(Preview.of(png.toByteArray()))
                .isInstanceOfSatisfying(
                        Preview.Picture.class,
                        picture -> assertThat(picture.image().getWidth()).isEqualTo(3));
    }

    @Test
    void anythingElseIsShownByteByByte() throws Exception {
        var bytes = new byte[18];
        bytes[1] = 'A';
        bytes[16] = (byte) 0xff;
        assertThat(Preview.of(bytes))
                .isEqualTo(
                        new Preview.Hex(
                                """
                                00000000  00 41 00 00 00 00 00 00  00 00 00 00 00 00 00 00  .A..............
                                00000010  ff 00                                             ..
                                """));
    }
}
