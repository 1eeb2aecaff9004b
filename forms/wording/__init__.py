"""The writing helper: other words, offered while somebody writes. It never stands in the way, and it counts nobody."""
