"""The portal's pages by the people whose work they are; at the top what belongs to everybody."""
