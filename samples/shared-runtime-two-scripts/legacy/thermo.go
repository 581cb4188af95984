package main

import "fmt"

func main() { fmt.Println("21 C") }
