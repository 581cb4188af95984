package main

import "fmt"

var version = "none"

func main() { fmt.Println("gauge", version) }
