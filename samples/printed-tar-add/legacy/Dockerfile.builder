FROM alpine:latest
WORKDIR /work
RUN mkdir -p rootfs/bin rootfs/etc \
 && cp /bin/busybox rootfs/bin/ \
 && echo 'keeper:x:1000:1000::/:/bin/sh' > rootfs/etc/passwd \
 && chown -R 1000:1000 rootfs/etc
