FROM golang:1.7.3
WORKDIR /work
COPY probe.go .
RUN CGO_ENABLED=0 go build -o /work/probe probe.go
