package dev.parley.stack.supervisor;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/// Asks a part over HTTP whether it is ready.
final class HttpHealth {

    private static final int TIMEOUT_MILLIS = 2_000;

    private HttpHealth() {}

    static boolean isOk(int port, String path) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }
}
