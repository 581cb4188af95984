package main

import "fmt"

var flavour = "none"

func main() { fmt.Println("ratchet", flavour) }
