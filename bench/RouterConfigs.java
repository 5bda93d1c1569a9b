/** What the programs beside the router are told: the same as the router, as far as they can. */
final class RouterConfigs {
    private RouterConfigs() {}

    /** The ports of the model servers. */
    record Servers(int stable, int candidate, int shadow) {}

    /** Two model servers that answer at once. */
    static String servers(int one, int two) {
        return server(one) + server(two);
    }

    /** A model server that answers at once. */
    static String server(int port) {
        return """
                server { listen 127.0.0.1:%d; location / { default_type application/json;
                  return 200 '{"model_name":"loans","outputs":[{"name":"y","shape":[1,1],"datatype":"FP32","data":[0.5]}]}'; } }
                """.formatted(port);
    }

    /** A split of 95 : 5, and on another port all to the first with a copy of each to the third. */
    static String nginx(int port, int copying, Servers to) {
        return """
                upstream stable { server 127.0.0.1:%1$d; keepalive 64; keepalive_requests 1000000000; }
                upstream candidate { server 127.0.0.1:%2$d; keepalive 64; keepalive_requests 1000000000; }
                upstream shadow { server 127.0.0.1:%5$d; keepalive 64; keepalive_requests 1000000000; }
                split_clients "$request_id" $version { 5%% candidate; * stable; }
                proxy_http_version 1.1;
                server { listen 127.0.0.1:%3$d;
                  location / { proxy_pass http://$version; proxy_set_header Connection "";
                    proxy_set_header X-Request-Id $request_id; proxy_set_header Host $host;
                    add_header Signalbox-Version $version; } }
                server { listen 127.0.0.1:%4$d;
                  location / { mirror /copy; proxy_pass http://stable; proxy_set_header Connection "";
                    proxy_set_header X-Request-Id $request_id; proxy_set_header Host $host;
                    add_header Signalbox-Version stable; }
                  location = /copy { internal; proxy_pass http://shadow$request_uri; proxy_set_header Connection "";
                    proxy_set_header X-Request-Id $request_id; proxy_set_header Host $host;
                    proxy_set_header Signalbox-Mirror true; } }
                """.formatted(to.stable(), to.candidate(), port, copying, to.shadow());
    }

    /** A split of 95 : 5. */
    static String haproxy(int port, Servers to) {
        return """
                global
                  nbthread 1
                  maxconn 4096
                defaults
                  mode http
                  timeout connect 2s
                  timeout client 60s
                  timeout server 5s
                  retries 2
                frontend applications
                  bind 127.0.0.1:%d
                  unique-id-format %%{+X}o%%ci%%cp%%rt%%pid
                  http-request set-header X-Request-Id %%[unique-id]
                  default_backend loans
                backend loans
                  balance roundrobin
                  http-reuse always
                  http-response set-header Signalbox-Version %%s
                  server stable 127.0.0.1:%d weight 95
                  server candidate 127.0.0.1:%d weight 5
                """.formatted(port, to.stable(), to.candidate());
    }

    /** The router's routes: a split of 95 : 5, or all to the first with a copy of each to the third. */
    static String routes(Servers to, boolean mirror) {
        return """
                {"v":1,"routes":[{"deployment":"default/loans","revision":1,"timeoutMillis":5000,"failover":true,
                "backends":[{"version":"1","role":"Stable","weight":%d,"endpoints":["127.0.0.1:%d"]},
                {"version":"2","role":"Candidate","weight":%d,"endpoints":["127.0.0.1:%d"]}]%s}]}
                """.formatted(
                        mirror ? 10_000 : 9_500,
                        to.stable(),
                        mirror ? 0 : 500,
                        mirror ? to.shadow() : to.candidate(),
                        mirror ? ",\"mirror\":{\"version\":\"2\",\"percent\":10000}" : "");
    }
}
