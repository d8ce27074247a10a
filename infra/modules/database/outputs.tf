output "primary" {
  value = { id = aws_db_instance.primary.identifier, host = aws_db_instance.primary.address }
}

output "replica" {
  value = { id = aws_db_instance.replica.identifier, host = aws_db_instance.replica.address }
}
