"""The command line and the Prefect flow, from the files given to rows in the warehouse. Alone imports all others."""
