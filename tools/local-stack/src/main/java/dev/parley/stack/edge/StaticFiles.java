package dev.parley.stack.edge;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/// The web app, the SDK and the API reference, straight from the repository: a change is one reload away. Text is
/// compressed once per version of a file; a browser that has it is told so.
final class StaticFiles {

    /// What the pages may do: nothing but what they bring along, and talk to this edge.
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; frame-src 'self'; "
            + "frame-ancestors 'self'; base-uri 'none'; form-action 'self'";

    /// No dot files, no way up.
    private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json",
            "yaml", "application/yaml",
            "svg", "image/svg+xml",
            "webmanifest", "application/manifest+json",
            "http", "text/plain; charset=utf-8",
            "png", "image/png");

    private record Version(String tag, byte[] plain, byte[] compressed) {}

    private final Map<String, Path> pages;
    private final Map<String, Path> directories = new LinkedHashMap<>();
    private final ConcurrentHashMap<Path, Version> versions = new ConcurrentHashMap<>();

    /// @param root of the repository
    StaticFiles(Path root) {
        Path web = root.resolve("clients/web");
        pages = Map.of(
                "/", web.resolve("app/index.html"),
                "/demo/duo", web.resolve("app/duo.html"),
                "/ops", web.resolve("app/ops.html"),
                "/docs", root.resolve("docs/api/index.html"));
        directories.put("/sdk/", web.resolve("sdk"));
        directories.put("/docs/", root.resolve("docs/api"));
        directories.put("/", web.resolve("app"));
    }

    /// @return empty if there is no such file
    Optional<FullHttpResponse> serve(HttpRequest request) {
        boolean reads = HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
        return reads ? find(request.uri()).flatMap(file -> answer(request, file)) : Optional.empty();
    }

    private Optional<Path> find(String uri) {
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        Path page = pages.get(path);
        if (page != null) {
            return Optional.of(page);
        }
        if (!PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        return directories.entrySet().stream()
                .filter(directory -> path.startsWith(directory.getKey()))
                .findFirst()
                .map(directory -> directory
                        .getValue()
                        .resolve(path.substring(directory.getKey().length())));
    }

    private Optional<FullHttpResponse> answer(HttpRequest request, Path file) {
        String type = TYPES.get(extension(file));
        if (type == null || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            Version version = version(file, !type.equals("image/png"));
            FullHttpResponse response = version.tag().equals(request.headers().get(HttpHeaderNames.IF_NONE_MATCH))
                    ? new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_MODIFIED)
                    : whole(request, version, type);
            response.headers()
                    .set(HttpHeaderNames.ETAG, version.tag())
                    .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                    .set(HttpHeaderNames.VARY, "Accept-Encoding")
                    .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
                    .set("X-Content-Type-Options", "nosniff")
                    .set("Referrer-Policy", "no-referrer");
            return Optional.of(response);
        } catch (IOException e) {
            // Gone or unreadable meanwhile.
            return Optional.empty();
        }
    }

    private static FullHttpResponse whole(HttpRequest request, Version version, String type) {
        boolean compressed = version.compressed().length > 0
                && request.headers().getAsString(HttpHeaderNames.ACCEPT_ENCODING) instanceof String accepted
                && accepted.contains("gzip");
        byte[] bytes = compressed ? version.compressed() : version.plain();
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(bytes));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        if (compressed) {
            response.headers().set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
        }
        return response;
    }

    private Version version(Path file, boolean compress) throws IOException {
        String tag = "\"" + Long.toHexString(Files.getLastModifiedTime(file).toMillis()) + "-"
                + Long.toHexString(Files.size(file)) + "\"";
        Version known = versions.get(file);
        if (known != null && known.tag().equals(tag)) {
            return known;
        }
        byte[] plain = Files.readAllBytes(file);
        Version version = new Version(tag, plain, compress ? compressed(plain) : new byte[0]);
        versions.put(file, version);
        return version;
    }

    private static byte[] compressed(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 3);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
