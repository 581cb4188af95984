FROM golang:1.7.3
WORKDIR /src
COPY main.go .
RUN CGO_ENABLED=0 go build -ldflags "-X main.flavour=alpine" -o /out/ratchet main.go
